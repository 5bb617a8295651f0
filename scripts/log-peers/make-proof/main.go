// make-proof writes, with the Go libraries of others, a c2sp.org/tlog-proof@v1 (or a consistency proof, one base64 hash a line) of a
// tlog-tiles folder to standard output. Each -cosigner_key adds a cosignature to the proof's checkpoint.
//
//	make-proof -log VKEYFILE -dir FOLDER -index N [-cosigner_key FILE]...
//	make-proof -log VKEYFILE -dir FOLDER -from SIZE
//	make-proof -log VKEYFILE -dir FOLDER -cosign [-cosigner_key FILE]...                     the checkpoint alone
package main

import (
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"

	fnote "github.com/transparency-dev/formats/note"
	tproof "github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/tessera/client"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	ctx := context.Background()
	logKey, dir, cosign := flag.String("log", "", ""), flag.String("dir", "", ""), flag.Bool("cosign", false, "")
	index, from := flag.Uint64("index", 0, ""), flag.Uint64("from", 0, "")
	var cosigners []note.Signer
	flag.Func("cosigner_key", "file with a signing key: Ed25519 or ML-DSA-44", func(file string) error {
		cosigners = append(cosigners, must(fnote.NewSignerForCosignatureV1(text(file))))
		return nil
	})
	flag.Parse()
	verifier := must(fnote.NewVerifier(text(*logKey)))
	folder := client.FileFetcher{Root: *dir}
	checkpoint, signed, opened, err := client.FetchCheckpoint(ctx, folder.ReadCheckpoint, verifier, verifier.Name())
	must(0, err)
	if len(cosigners) > 0 {
		signed = must(note.Sign(opened, cosigners...))
	}
	builder := must(client.NewProofBuilder(ctx, checkpoint.Size, folder.ReadTile))
	switch {
	case *cosign:
		must(os.Stdout.Write(signed))
	case *from > 0:
		for _, hash := range must(builder.ConsistencyProof(ctx, *from, checkpoint.Size)) {
			fmt.Println(base64.StdEncoding.EncodeToString(hash))
		}
	default:
		proof := tproof.TLogProof{Index: *index, Checkpoint: signed}
		for _, hash := range must(builder.InclusionProof(ctx, *index)) {
			proof.Hashes = append(proof.Hashes, [32]byte(hash))
		}
		must(os.Stdout.Write(proof.Marshal()))
	}
}

func text(file string) string { return strings.TrimSpace(string(must(os.ReadFile(file)))) }

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
