# Caseloom. `make help` lists what a person needs.
# What CI runs is what you run: `make test` here and there are the same commands.

SHELL  := /bin/bash
TAGS   := sqlite_fts5
GO     := go
GOTEST := $(GO) test -tags $(TAGS)
CHROME := chromium

.DEFAULT_GOAL := help
include ui/ui.mk

.PHONY: help
help: ## what there is to do
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The C compiler is for SQLite. Each check says in one sentence what to install.
.PHONY: tools
tools:
	@command -v $(GO) >/dev/null || { echo "Install Go 1.26 or later: https://go.dev/dl/"; exit 1; }
	@command -v gcc >/dev/null || command -v cc >/dev/null || { echo "Install a C compiler, for SQLite: apt-get install gcc libc6-dev"; exit 1; }
	@command -v npm >/dev/null || { echo "Install Node.js 20 or later with npm, for the styles: apt-get install nodejs npm"; exit 1; }

.PHONY: browser
browser:
	@command -v $(CHROME) >/dev/null || { echo "Installing Chromium for the browser tests"; (apt-get update -q && apt-get install -y -q $(CHROME)) >/dev/null 2>&1; } ; \
	command -v $(CHROME) >/dev/null || { echo "Install Chromium, for the browser tests: apt-get install chromium"; exit 1; }

.PHONY: build
build: tools ui ## build bin/caseloom
	$(GO) build -tags $(TAGS) -trimpath -o bin/caseloom ./cmd/caseloom

.PHONY: run
run: build ## serve casetypes/ with demonstration people and cases on http://127.0.0.1:8080
	./bin/caseloom serve --casetypes casetypes --data var --listen 127.0.0.1:8080 --demo

.PHONY: quick
quick: tools ui ## what one runs while typing: no browser, no race detector
	$(GO) vet -tags $(TAGS) ./...
	$(GOTEST) -short $$($(GO) list -tags $(TAGS) ./... | grep -v -e /ui/browser -e /ui/uitest)

.PHONY: test
test: tools ui browser ## what must hold before a change lands
	@set -e; for step in generated lint unit race browser-test kill; do \
	  start=$$SECONDS; $(MAKE) --no-print-directory check-$$step || { echo "FAILED: $$step"; exit 1; }; \
	  echo "== $$step: $$((SECONDS-start)) s"; done

.PHONY: check-generated check-lint check-unit check-race check-browser-test check-kill
check-generated:
	$(GO) tool templ generate -path ui >/dev/null 2>&1
	@git diff --exit-code --stat -- '*_templ.go' || { echo "The pages were changed but not generated: run make fmt and commit."; exit 1; }

check-lint: lint

check-unit:
	$(GOTEST) -timeout 30m -skip 'Browser|Kill' ./rules/... ./forms/... ./runtime/... ./cmd/...

check-race:
	$(GOTEST) -race -short -timeout 30m -skip Kill ./rules/... ./forms/... ./runtime/...

check-browser-test:
	$(GOTEST) ./ui/...
	$(GOTEST) -timeout 30m -run Browser ./cmd/...

check-kill:
	CASELOOM_KILLS=100 $(GOTEST) -run Kill -timeout 20m ./runtime/store/... ./runtime/migrate/... ./cmd/...

.PHONY: soak
soak: tools ui ## the long ones: 1,000 kills, longer property runs, each guard of the engine removed, and fuzzing
	CASELOOM_KILLS=1000 $(GOTEST) -run Kill -timeout 3h ./runtime/store/... ./runtime/migrate/... ./cmd/...
	CASELOOM_SEQUENCES=200000 $(GOTEST) -run Property -timeout 2h ./runtime/engine/... ./forms
	$(GO) run -tags $(TAGS) ./runtime/engine/internal/guards
	grep -roE 'func Fuzz[A-Za-z0-9]+' rules forms runtime --include='*_test.go' | sed 's/:func / /' | while read file t; do \
	  $(GOTEST) -run '^$$' -fuzz "^$$t$$" -fuzztime 60s ./$$(dirname $$file) || exit 1; done

.PHONY: bench
bench: tools ui ## how fast it is, and its peers in the same run
	cd cmd/caseloom/peers && $(GO) build -o ../../../bin/peer .
	cd rules/peers && npm install --no-audit --no-fund --silent && $(GO) vet . && $(GO) run .
	CASELOOM_PEER=$(CURDIR)/bin/peer $(GOTEST) -run '^$$' -bench . -benchmem ./rules/... ./forms/... ./runtime/... ./ui/... ./cmd/...

.PHONY: corpus
corpus: tools ui ## fill in the forms of a folder of schemas as a person would: make corpus CORPUS=DIR
	CORPUS="$(abspath $(CORPUS))" $(GOTEST) -count 1 -run TestCorpus -v ./ui/uitest

.PHONY: fmt
fmt: tools ## format, and generate the pages
	$(GO) tool templ fmt ui
	$(GO) tool templ generate -path ui
	gofmt -w $$(git ls-files '*.go')

.PHONY: lint
lint: tools ## what a reviewer would say first
	@out=$$(gofmt -l $$(git ls-files '*.go' ':!*_templ.go')); [ -z "$$out" ] || { echo "Not formatted (make fmt):"; echo "$$out"; exit 1; }
	$(GO) vet -tags $(TAGS) ./...

.PHONY: clean
clean:
	rm -rf bin ui/dist/app.* var
