package casetype

import (
	"os"
	"testing"
)

func TestParkingPermit(t *testing.T) {
	typ, found := Load(os.DirFS("../../casetypes"), "parking-permit")
	found.Print(os.Stdout)
	if typ == nil {
		t.Fatal("did not load")
	}
	t.Log(typ.Version, len(typ.Files))
}
