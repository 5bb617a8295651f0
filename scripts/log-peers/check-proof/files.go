package main

import (
	"fmt"
	"os"
	"strings"
)

func read(file string) []byte { return must(os.ReadFile(file)) }

// text is the argument itself, or the content of the file that it names: a key has a plus sign after its name.
func text(argument string) string {
	if _, err := os.Stat(argument); err != nil {
		return argument
	}
	return strings.TrimSpace(string(read(argument)))
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "not verified:", err)
		os.Exit(1)
	}
	return value
}
