package main

import "fmt"

// exitCode ends the program with its number. What went wrong has been said by the time it is returned.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit %d", int(c)) }
