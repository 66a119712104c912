package casetype

import (
	"maps"
	"os"
	"testing"
	"testing/fstest"
)

// permitFiles are the parking permit as it is shipped.
func permitFiles(t *testing.T) map[string][]byte {
	t.Helper()
	permit, faults := Load(os.DirFS(small), "parking-permit")
	if permit == nil {
		t.Fatal(faults)
	}
	return permit.Files
}

func loadFiles(files map[string][]byte, name string) (*Type, Diagnostics) {
	root := fstest.MapFS{}
	for path, text := range files {
		root[path] = &fstest.MapFile{Data: text}
	}
	return Load(root, name)
}

func TestACaseTypeIsInTheLanguagesOfItsFiles(t *testing.T) {
	files := permitFiles(t)
	permit, faults := loadFiles(files, "parking-permit")
	if permit == nil || len(faults) > 0 {
		t.Fatal(faults)
	}
	cy := permit.Words["cy"]
	for got, want := range map[string]string{
		cy.Title("Resident parking permit"):                        "Trwydded barcio i breswylwyr",
		cy.Stage("check", "Check the application"):                 "Gwirio’r cais",
		cy.Outcome("granted", "Granted"):                           "Caniatawyd",
		cy.Output("permit", "fee", "Fee"):                          "Ffi",
		cy.Reason("Zone A allows two permits for each household."): "Mae parth A yn caniatáu dwy drwydded i bob cartref.",
		cy.Reason("What a person wrote."):                          "What a person wrote.",
		cy.Reason("The proof of address did not match the application. Zone A allows two permits for each household."): "Nid oedd y prawf o gyfeiriad yn cyfateb i’r cais. Mae parth A yn caniatáu dwy drwydded i bob cartref.",
		permit.Words["ur"].Title("Resident parking permit"):                                                            "Resident parking permit",
		permit.Template("granted", "cy").Lang:                                                                          "cy",
		permit.Template("late", "cy").Lang:                                                                             "",
		permit.Intake.Form.In("cy").Pages[0].Title:                                                                     "Amdanoch chi",
	} {
		if got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	for _, file := range []string{"parking-permit/words.cy.yaml", "parking-permit/forms/apply.cy.yaml", "parking-permit/templates/granted.cy.md"} {
		changed := maps.Clone(files)
		changed[file] = append([]byte(nil), files[file]...)
		changed[file] = append(changed[file], "\n\n"...)
		other, faults := loadFiles(changed, "parking-permit")
		if other == nil || other.Version == permit.Version {
			t.Errorf("a change of %s is no new version: %v", file, faults)
		}
	}
}

func TestASingleSchemaIsInTheLanguagesItSpeaks(t *testing.T) {
	bikes, faults := loadFiles(map[string][]byte{"bikes.yaml": []byte("title: Bikes\nx-i18n: { cy: { title: Beiciau } }\nproperties: { name: { title: Name, type: string, x-i18n: { cy: { title: Enw } } } }\n")}, "bikes")
	if bikes == nil || len(faults) > 0 || len(bikes.Languages) != 2 || bikes.Words["cy"].Title("Bikes") != "Beiciau" {
		t.Fatalf("%v", faults)
	}
}
