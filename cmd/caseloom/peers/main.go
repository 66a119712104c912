// Command peers serves one plain PocketBase collection of 15 fields, for the benchmark of submissions to be compared
// with in the same run. It is a module of its own, so that the product does not depend on it.
package main

import (
	"fmt"
	"log"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

func main() {
	app := pocketbase.New()
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if _, err := e.App.FindCollectionByNameOrId("records"); err != nil {
			c := core.NewBaseCollection("records")
			c.CreateRule = types.Pointer("")
			for i := range 15 {
				c.Fields.Add(&core.TextField{Name: fmt.Sprintf("f%02d", i)})
			}
			if err := e.App.Save(c); err != nil {
				return err
			}
		}
		return e.Next()
	})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}
