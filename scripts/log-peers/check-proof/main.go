// check-proof verifies, with the Go libraries of others, what a log gives to its users. Exit code 0: verified, 1: not, 2: usage.
//
//	check-proof -log VKEY|FILE [-cosigner VKEY|FILE]... -proof FILE -entry FILE            c2sp.org/tlog-proof@v1, by two libraries
//	check-proof -log VKEY|FILE [-cosigner VKEY|FILE]... -checkpoint FILE                   a signed checkpoint alone
//	check-proof -log VKEY|FILE ... -checkpoint FILE -old FILE -consistency FILE            the proof is one base64 hash a line
package main

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	tproof "github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	var cosigners []note.Verifier
	logKey, proofFile, entry := flag.String("log", "", ""), flag.String("proof", "", ""), flag.String("entry", "", "")
	checkpoint, old, path := flag.String("checkpoint", "", ""), flag.String("old", "", ""), flag.String("consistency", "", "")
	flag.Func("cosigner", "key of a cosigner that must have signed", func(key string) error {
		cosigners = append(cosigners, must(fnote.NewVerifier(text(key))))
		return nil
	})
	flag.Parse()
	verifier := must(fnote.NewVerifier(text(*logKey)))
	switch {
	case *proofFile != "":
		checkInclusion(verifier, cosigners, read(*proofFile), read(*entry))
	case *checkpoint != "" && *old != "":
		checkConsistency(open(verifier, read(*old), nil), open(verifier, read(*checkpoint), cosigners), string(read(*path)))
	case *checkpoint != "":
		open(verifier, read(*checkpoint), cosigners)
	default:
		flag.Usage()
		os.Exit(2)
	}
	fmt.Println("verified")
}

func checkInclusion(verifier note.Verifier, cosigners []note.Verifier, file, entry []byte) {
	var p tproof.TLogProof
	must(0, p.Unmarshal(file))
	c := open(verifier, p.Checkpoint, cosigners)
	var hashes [][]byte
	var goProof tlog.RecordProof
	for _, hash := range p.Hashes {
		hashes, goProof = append(hashes, hash[:]), append(goProof, hash)
	}
	must(0, proof.VerifyInclusion(rfc6962.DefaultHasher, p.Index, c.Size, rfc6962.DefaultHasher.HashLeaf(entry), hashes, c.Hash))
	must(0, tlog.CheckRecord(goProof, int64(c.Size), tlog.Hash(c.Hash), int64(p.Index), tlog.RecordHash(entry)))
}

func checkConsistency(older, newer *log.Checkpoint, lines string) {
	var hashes [][]byte
	var goProof tlog.TreeProof
	for _, line := range strings.Fields(lines) {
		hashes, goProof = append(hashes, must(base64.StdEncoding.DecodeString(line))), append(goProof, must(tlog.ParseHash(line)))
	}
	must(0, proof.VerifyConsistency(rfc6962.DefaultHasher, older.Size, newer.Size, hashes, older.Hash, newer.Hash))
	must(0, tlog.CheckTree(goProof, int64(newer.Size), tlog.Hash(newer.Hash), int64(older.Size), tlog.Hash(older.Hash)))
}

// open wants the signature of the log and of every cosigner; signatures of others are passed over.
func open(verifier note.Verifier, signed []byte, cosigners []note.Verifier) *log.Checkpoint {
	c, _, n, err := log.ParseCheckpoint(signed, verifier.Name(), verifier, cosigners...)
	if err == nil && len(n.Sigs) != 1+len(cosigners) {
		err = fmt.Errorf("%d of %d signatures", len(n.Sigs), 1+len(cosigners))
	}
	must(0, err)
	fmt.Printf("checkpoint %s %d %s, signatures %d\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Hash), len(n.Sigs))
	return c
}
