# The styles and scripts of Caseloom's pages. Included by the Makefile:
#   make ui          builds ui/dist if anything it is made of is newer
#   make ui-clean    forgets what was built and installed

UI_SOURCES := $(wildcard ui/src/*)

.PHONY: ui ui-clean
ui: ui/dist/app.css ui/dist/app.js

# npm's own note of what it installed is the sign that it is up to date.
ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	@command -v npm >/dev/null || { echo "The pages' styles need npm (Node.js 20 or newer): install it, for example with apt-get install nodejs npm, and run make again."; exit 1; }
	cd ui && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

ui/dist/app.css: ui/node_modules/.package-lock.json $(filter %.scss,$(UI_SOURCES))
	cd ui && npm run --silent styles
	@touch $@

ui/dist/app.js: ui/node_modules/.package-lock.json $(filter %.js %.svg,$(UI_SOURCES)) ui/build/main.go
	go run ./ui/build
	@touch $@

ui-clean:
	rm -rf ui/node_modules ui/dist/app.css ui/dist/app.js ui/dist/icon.svg
