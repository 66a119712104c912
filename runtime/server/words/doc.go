// Package words says dates, limits, sizes and counts the way the pages for staff say them: "12 March, 4 days",
// "2 days late", "3:04pm", "1.2 MB". It is pure: the present moment is handed in, and nothing here reads a clock.
package words
