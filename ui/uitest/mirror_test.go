package uitest

import (
	"strings"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// whereThings gives, for each thing on a page that has a side, how far it stands from the side at which reading begins.
const whereThings = `() => {
	const rtl = document.documentElement.dir === 'rtl', width = document.documentElement.clientWidth;
	return ['.govuk-back-link', '.govuk-radios__input', '.govuk-radios__label', '.govuk-checkboxes__input', '.govuk-checkboxes__label', '.govuk-label', '.govuk-input',
		'.govuk-error-summary__title', '.govuk-error-summary__list', '.govuk-date-input__item:last-child', '.govuk-input__prefix', '.govuk-hint', '.govuk-heading-l', '.govuk-footer__link',
		'.govuk-service-navigation__service-name', '.govuk-select', '.govuk-textarea', '.app-item .govuk-input', '.govuk-form-group--error .govuk-error-message'].map(s => {
		const e = [...document.querySelectorAll(s)].find(e => e.getClientRects().length > 0);
		if (!e) return s + ': not there';
		const box = e.getBoundingClientRect();
		return s + ': ' + Math.round(rtl ? width - box.right : box.left);
	});
}`

// What stands on the left for an English reader stands on the right for an Arabic one, as far from the edge.
func TestAPageReadFromRightToLeftIsMirrored(t *testing.T) {
	url := serve(t, nil)
	b := browser.Open(t)
	for _, width := range []int{browser.Phone, 1280} {
		seen := func(page string) []string {
			p := b.Page(browser.Screen{Width: width})
			p.Go(url + page)
			got, err := p.Eval(whereThings)
			if err != nil {
				t.Fatal(err)
			}
			var list []string
			for _, v := range got.Value.Arr() {
				list = append(list, v.Str())
			}
			return list
		}
		ltr, rtl := seen("/form-failed"), seen("/form-arabic")
		for i := range ltr {
			if strings.HasSuffix(ltr[i], "not there") {
				t.Errorf("%s", ltr[i])
			}
			if ltr[i] != rtl[i] {
				t.Errorf("at %d px: read from left to right %s from the edge, from right to left %s", width, ltr[i], rtl[i])
			}
		}
	}
}
