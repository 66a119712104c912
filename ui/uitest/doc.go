// Package uitest shows every component, and every kind of question in every
// state, on pages of its own, and holds them to what a person needs: nothing
// for axe-core to find on a phone and on a desk, nothing off the screen, no
// script or style that the Content-Security-Policy would refuse, and a form
// that does the same without scripts. Set SCREENSHOTS to a folder to see them.
package uitest
