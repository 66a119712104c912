package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// inNode measures the engines that run in Node. Where Node or their packages are not there, it says so and goes on.
func inNode() map[string]map[string]time.Duration {
	cmd := exec.Command("node", "peers.mjs")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "The engines in Node are left out: run npm install in rules/peers.", err)
		return nil
	}
	var ns map[string]map[string]float64
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&ns); err != nil {
		fmt.Fprintln(os.Stderr, "The engines in Node are left out:", err)
		return nil
	}
	all := map[string]map[string]time.Duration{}
	for name, tasks := range ns {
		all[name] = map[string]time.Duration{}
		for task, took := range tasks {
			all[name][task] = time.Duration(took)
		}
	}
	return all
}
