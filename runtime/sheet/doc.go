// Package sheet reads a table as an office keeps it, in a file of comma-separated values or in a workbook, and gives rows
// of cells, each a text that knows its place: the file, the line, and the name by which a spreadsheet calls it, such as D7.
//
// It knows no case type: what headings and cells mean is for others to say. It never works out a formula, never follows a
// link out of the file, and never makes more of a file than its limits allow.
//
// The one way through it is Read:
//
//	sheet.go    what a sheet is: its headings, its rows, and what every kind of file is held to
//	csv.go      comma-separated values, in the encodings and with the separators that spreadsheet programs write
//	quotes.go   what is wrong with their quotation marks
//	xlsx.go     a workbook: which page is read, and its parts, unpacked within bounds
//	page.go     one page of a workbook, cell by cell
//	format.go   a number as its format shows it: 45.00, 2026-03-31
//	write.go    a sheet written out again, with one cell changed
//
// A workbook is read as a stream. The library that writes those of the tests, excelize 2.11.1, fills each row with empty
// cells up to the last that a file names: of a workbook of 13 KB, with a cell in column XFD of 1,000 rows, it made 3.1 GB.
package sheet
