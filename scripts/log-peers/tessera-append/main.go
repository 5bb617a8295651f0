// tessera-append adds entries to a log of Tessera's POSIX driver and prints what it took, as one line of JSON.
// "durable" ends when Tessera has given the last entry its index: bundles, tiles and tree state are then written with O_SYNC, their
// directories synced, and the entries integrated. "published" ends when a signed checkpoint covers the last entry.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"log"
	"math/rand/v2"
	"os"
	"runtime"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

var (
	dir      = flag.String("storage_dir", "", "folder of the log")
	keyFile  = flag.String("private_key", "", "file with the log's signing key (PRIVATE+KEY+...)")
	count    = flag.Int("entries", 10_000, "how many entries to make; 0 reads one entry a line from standard input")
	size     = flag.Int("bytes", 300, "size of a made entry")
	batch    = flag.Uint("batch", 256, "entries that Tessera sequences at once")
	batchAge = flag.Duration("batch_age", 100*time.Millisecond, "how long a batch waits to fill")
	interval = flag.Duration("checkpoint_interval", 100*time.Millisecond, "time between checkpoints (Tessera's least: 100ms)")
	window   = flag.Uint("window", 4096, "entries on their way at once")
)

func main() {
	flag.Parse()
	ctx, entries := context.Background(), entriesToAdd()
	driver := must(posix.New(ctx, posix.Config{Path: *dir}))
	signer := must(note.NewSigner(string(must(os.ReadFile(*keyFile)))))
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, tessera.NewAppendOptions().WithCheckpointSigner(signer).
		WithBatching(*batch, *batchAge).WithCheckpointInterval(*interval).WithPushback(*window+*batch))
	must(0, err)
	start := time.Now()
	futures := make(chan tessera.IndexFuture, *window)
	go func() {
		defer close(futures)
		for _, entry := range entries {
			futures <- appender.Add(ctx, tessera.NewEntry(entry))
		}
	}()
	var last tessera.IndexFuture
	for last = range futures {
		must(last())
	}
	durable := time.Since(start)
	_, checkpoint, err := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 5*time.Millisecond).Await(ctx, last)
	must(0, err)
	published := time.Since(start)
	must(0, shutdown(ctx))
	must(0, json.NewEncoder(os.Stdout).Encode(map[string]any{"entries": len(entries), "maxProcs": runtime.GOMAXPROCS(0),
		"durableSeconds": durable.Seconds(), "publishedSeconds": published.Seconds(), "checkpoint": string(checkpoint),
		"entriesPerSecond": float64(len(entries)) / durable.Seconds()}))
}

func entriesToAdd() (entries [][]byte) {
	for lines := bufio.NewScanner(os.Stdin); *count == 0 && lines.Scan(); {
		entries = append(entries, append([]byte{}, lines.Bytes()...))
	}
	random := rand.NewChaCha8([32]byte{})
	for range *count {
		entries = append(entries, make([]byte, *size))
		must(random.Read(entries[len(entries)-1]))
	}
	return entries
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
