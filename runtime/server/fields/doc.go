// Package fields makes the small forms of the staff pages: a reason, a date, a person to choose. Each field is drawn from
// what was typed and read in one go, so that nothing is lost when a page comes back with faults.
//
// It knows no case. Control names begin with "_", because these fields answer no question of a case type's form.
package fields
