package rehearse

import (
	"regexp"
	"strconv"
	"strings"
)

// The slips that an analyst's fingers make, in the text of one value: each function gives the texts that a value becomes.

var (
	symbol = regexp.MustCompile(`"[^"]*"|'[^']*'|==|!=|>=|<=|>|<|[A-Za-z_][A-Za-z0-9_.]*|[0-9]+(?:\.[0-9]+)?`)
	swaps  = map[string]string{"==": "!=", "!=": "==", ">": ">=", ">=": ">", "<": "<=", "<=": "<", "and": "or", "or": "and", "true": "false", "false": "true", "not": ""}
)

// expressions changes one sign, word or number of an expression at a time; a bare condition is turned round.
func expressions(text string) []string {
	var out []string
	signs := false
	for _, at := range symbol.FindAllStringIndex(text, -1) {
		token := text[at[0]:at[1]]
		if swap, ok := swaps[token]; ok {
			signs = true
			out = append(out, strings.TrimSpace(text[:at[0]]+swap+text[at[1]:]))
		} else if more := plusOne(token); more != "" {
			out = append(out, text[:at[0]]+more+text[at[1]:])
		}
	}
	if !signs && !strings.ContainsAny(text, "()+-*/") {
		out = append(out, "not "+strings.TrimSpace(text))
	}
	return out
}

// comparisons changes the cell of an input: its sign, or where its number stands.
func comparisons(text string) []string {
	var out []string
	for _, at := range symbol.FindAllStringIndex(text, -1) {
		token := text[at[0]:at[1]]
		if swap := swaps[token]; swap != "" && strings.ContainsAny(token, "<>") {
			out = append(out, text[:at[0]]+swap+text[at[1]:])
		} else if more := plusOne(token); more != "" {
			out = append(out, text[:at[0]]+more+text[at[1]:])
		}
	}
	if strings.Contains(text, "..") {
		open := strings.NewReplacer("[", "(", "(", "[")
		out = append(out, open.Replace(text[:1])+text[1:])
		shut := strings.NewReplacer("]", ")", ")", "]")
		out = append(out, text[:len(text)-1]+shut.Replace(text[len(text)-1:]))
	}
	return out
}

// numbers changes the first number of a value.
func numbers(text string) []string {
	at := symbol.FindStringIndex(text)
	if at == nil || plusOne(text[at[0]:at[1]]) == "" {
		return nil
	}
	return []string{text[:at[0]] + plusOne(text[at[0]:at[1]]) + text[at[1]:]}
}

// longer makes a length of time, or a moment that ends with one, one more of its unit.
func longer(text string) []string {
	at := regexp.MustCompile(`\b[0-9]+\b`).FindStringIndex(text)
	if at == nil {
		return nil
	}
	n, err := strconv.Atoi(text[at[0]:at[1]])
	if err != nil {
		return nil
	}
	return []string{text[:at[0]] + strconv.Itoa(n+1) + text[at[1]:]}
}

// plusOne is a number and one more, as many decimals as it had; "" when the text is no number.
func plusOne(text string) string {
	whole, decimals, exact := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || exact && len(decimals) == 0 {
		return ""
	}
	if exact {
		return strconv.Itoa(n+1) + "." + decimals
	}
	return strconv.Itoa(n + 1)
}
