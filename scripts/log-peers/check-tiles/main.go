// check-tiles reads a tlog-tiles folder with the tile reader of Go's checksum database (golang.org/x/mod/sumdb/tlog), another hand
// than Tessera's. Exit code 0: every entry is proven, 1: not. Run: check-tiles -log VKEYFILE -dir FOLDER
package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// folder gives the first part of a whole tile where that part is no file any more.
type folder string

func (f folder) Height() int                         { return 8 }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data[i] = must(f.tile(strings.TrimPrefix(tile.Path(), "tile/8/"), tile.W*tlog.HashSize))
	}
	return data, nil
}

func (f folder) tile(path string, size int) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(string(f), "tile", path))
	whole, _, partial := strings.Cut(path, ".p/")
	if err == nil || !partial {
		return data, err
	}
	data, err = os.ReadFile(filepath.Join(string(f), "tile", whole))
	return data[:min(size, len(data))], err
}

func main() {
	key, dir := flag.String("log", "", "key file"), flag.String("dir", "", "folder")
	flag.Parse()
	keys := note.VerifierList(must(note.NewVerifier(strings.TrimSpace(string(must(os.ReadFile(*key)))))))
	opened := must(note.Open(must(os.ReadFile(filepath.Join(*dir, "checkpoint"))), keys))
	lines := append(strings.Split(opened.Text, "\n"), "", "", "")
	size := must(strconv.ParseInt(lines[1], 10, 64))
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: must(tlog.ParseHash(lines[2]))}, folder(*dir))
	for first := int64(0); first < size; first += 256 {
		checkBundle(folder(*dir), reader, first, min(size-first, 256))
	}
	fmt.Println("verified", lines[0], size, lines[2])
}

func checkBundle(f folder, reader tlog.HashReader, first, count int64) {
	path := strings.TrimPrefix(tlog.Tile{H: 8, L: -1, N: first / 256, W: int(count)}.Path(), "tile/8/data/")
	bundle, indexes := must(f.tile("entries/"+path, 1<<30)), []int64{}
	for i := range count {
		indexes = append(indexes, tlog.StoredHashIndex(0, first+i))
	}
	for i, proven := range must(reader.ReadHashes(indexes)) {
		end := 2 + int(binary.BigEndian.Uint16(slices.Concat(bundle[:min(2, len(bundle))], []byte{0, 0})))
		if len(bundle) < end || tlog.RecordHash(bundle[2:end]) != proven {
			must(0, fmt.Errorf("entry %d is not the one in the tree", first+int64(i)))
		}
		bundle = bundle[end:]
	}
	if len(bundle) > 0 {
		must(0, fmt.Errorf("bytes after entry %d", first+count-1))
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "not verified:", err)
		os.Exit(1)
	}
	return value
}
