package language

import (
	"reflect"
	"regexp"
	"slices"
	"sync"
)

// Catalogue is the sentences of one room, in every language there is. T is a struct of strings, of functions that make
// a string, and of structs, maps and arrays of these.
type Catalogue[T any] struct {
	english, welsh T
	pseudo         func() *T
}

// New makes a catalogue. Whoever adds a language adds a parameter, and the compiler leads them through every room.
func New[T any](english, welsh T) *Catalogue[T] {
	c := &Catalogue[T]{english: english, welsh: welsh}
	c.pseudo = sync.OnceValue(func() *T {
		marked := c.english
		mark(reflect.ValueOf(&marked).Elem())
		return &marked
	})
	return c
}

// In gives the sentences of a language: of English for one that is not known here.
func (c *Catalogue[T]) In(lang string) *T {
	switch lang {
	case Welsh:
		return &c.welsh
	case Pseudo:
		return c.pseudo()
	}
	return &c.english
}

// mark puts every string, and what every function says, between ⟦ and ⟧.
func mark(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			v.SetString("⟦" + v.String() + "⟧")
		}
	case reflect.Struct:
		for i := range v.NumField() {
			mark(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			mark(v.Index(i))
		}
	case reflect.Map:
		own := reflect.MakeMap(v.Type()) // the map is English's own
		for _, k := range v.MapKeys() {
			x := reflect.New(v.Type().Elem()).Elem()
			x.Set(v.MapIndex(k))
			mark(x)
			own.SetMapIndex(k, x)
		}
		v.Set(own)
	case reflect.Slice:
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			mark(own.Index(i))
		}
		v.Set(own)
	case reflect.Func:
		if v.IsNil() {
			return
		}
		plain := reflect.ValueOf(v.Interface())
		v.Set(reflect.MakeFunc(v.Type(), func(args []reflect.Value) []reflect.Value {
			said := plain.Call(args)
			for i := range said {
				own := reflect.New(said[i].Type()).Elem()
				own.Set(said[i])
				mark(own)
				said[i] = own
			}
			return said
		}))
	}
}

var slots = regexp.MustCompile(`%[sd]|%\{\w+\}|\]|\*\*`) // and the links and strong words of a text

// Lacks names what a language of the catalogue leaves out: a field without words, a map without one of English's keys,
// a sentence that does not fill in what the English one does.
func (c *Catalogue[T]) Lacks() []string {
	var out []string
	lacks("English", reflect.ValueOf(c.english), reflect.ValueOf(c.english), &out)
	lacks("Welsh", reflect.ValueOf(c.english), reflect.ValueOf(c.welsh), &out)
	return out
}

func lacks(at string, en, v reflect.Value, out *[]string) {
	switch v.Kind() {
	case reflect.String:
		want, got := slots.FindAllString(en.String(), -1), slots.FindAllString(v.String(), -1)
		slices.Sort(want)
		slices.Sort(got)
		if v.Len() == 0 {
			*out = append(*out, at+" has no words")
		} else if !slices.Equal(want, got) {
			*out = append(*out, at+" does not fill in what English does: "+v.String())
		}
	case reflect.Func, reflect.Pointer:
		if v.IsNil() {
			*out = append(*out, at+" has no words")
		}
	case reflect.Struct:
		for i := range v.NumField() {
			lacks(at+"."+v.Type().Field(i).Name, en.Field(i), v.Field(i), out)
		}
	case reflect.Array, reflect.Slice:
		if v.Len() != en.Len() {
			*out = append(*out, at+" has another length than English")
			return
		}
		for i := range v.Len() {
			lacks(at+"[]", en.Index(i), v.Index(i), out)
		}
	case reflect.Map:
		for _, k := range en.MapKeys() {
			if x := v.MapIndex(k); x.IsValid() {
				lacks(at+"."+k.String(), en.MapIndex(k), x, out)
			} else {
				*out = append(*out, at+"."+k.String()+" has no words")
			}
		}
	}
}
