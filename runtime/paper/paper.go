package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	mostAtOnce = 2                // browsers at work
	patience   = 30 * time.Second // of one page, waiting for a browser included
	mostPDF    = 20 << 20         // bytes
)

// alone lets a page run and fetch nothing.
const alone = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">`

// ErrBusy says that nobody came free to print in time.
var ErrBusy = errors.New("every printer is busy")

// Printer prints. It may be used by any number of goroutines.
type Printer struct {
	browser string
	free    chan struct{}
}

// New makes a printer of a browser, by its path or the name of a command. The error is a sentence: there is none of that
// name.
func New(browser string) (*Printer, error) {
	path, err := exec.LookPath(browser)
	if err != nil {
		return nil, fmt.Errorf("there is no Chromium at %s: install it, or leave --chromium out", browser)
	}
	return &Printer{browser: path, free: make(chan struct{}, mostAtOnce)}, nil
}

// PDF prints a page of HTML.
func (p *Printer) PDF(ctx context.Context, html []byte) ([]byte, error) {
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	select {
	case p.free <- struct{}{}:
		defer func() { <-p.free }()
	case <-ctx.Done():
		return nil, ErrBusy
	}
	dir, err := os.MkdirTemp("", "caseloom-paper-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) // it holds what somebody told us
	page, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(page, bytes.Replace(html, []byte("<head>"), []byte("<head>"+alone), 1), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, p.browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--export-tagged-pdf", "--print-to-pdf="+out, "file://"+page)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the browser's own children end with it
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 2 * time.Second
	var said bytes.Buffer
	cmd.Stderr = &limited{&said, 2000}
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("the browser did not print: %w: %s", err, said.String())
	}
	f, err := os.Open(out)
	if err != nil {
		return nil, fmt.Errorf("the browser printed nothing: %s", said.String())
	}
	defer f.Close()
	pdf, err := io.ReadAll(io.LimitReader(f, mostPDF+1))
	if err == nil && (len(pdf) > mostPDF || !bytes.HasPrefix(pdf, []byte("%PDF-"))) {
		err = fmt.Errorf("what the browser printed cannot be sent: it is no PDF, or larger than %d bytes", mostPDF)
	}
	return pdf, err
}

// limited keeps the beginning of what is written.
type limited struct {
	to   *bytes.Buffer
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	n := min(len(b), l.left)
	l.to.Write(b[:n])
	l.left -= n
	return len(b), nil
}
