// Checks the evidence of a log with golang.org/x/mod/sumdb: signed notes, roots and proofs.
//
//	check root KEY CHECKPOINT LINES
//	check inclusion KEY PROOF
//	check consistency KEY OLD CONTINUATION
//
// Every argument is a file. What does not hold ends the program with an error.
package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1], read(os.Args[2]), os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(question, key string, files []string) error {
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return err
	}
	keys := note.VerifierList(verifier)
	switch question {
	case "root":
		return checkRoot(keys, read(files[0]), read(files[1]))
	case "inclusion":
		return checkInclusion(keys, read(files[0]))
	case "consistency":
		return checkConsistency(keys, read(files[0]), read(files[1]))
	}
	return errors.New("unknown question")
}

// checkRoot builds the whole tree from the lines and compares its root with the checkpoint's.
func checkRoot(keys note.Verifiers, checkpoint, text string) error {
	tree, err := opened(keys, checkpoint)
	if err != nil {
		return err
	}
	var stored hashes
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for n, line := range lines {
		added, err := tlog.StoredHashes(int64(n), []byte(line), stored)
		if err != nil {
			return err
		}
		stored = append(stored, added...)
	}
	root, err := tlog.TreeHash(int64(len(lines)), stored)
	if err != nil {
		return err
	}
	if tree.N != int64(len(lines)) || tree.Hash != root {
		return errors.New("the root is another one")
	}
	return nil
}

func checkInclusion(keys note.Verifiers, text string) error {
	head, checkpoint, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	tree, err := opened(keys, checkpoint)
	if err != nil {
		return err
	}
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof")
	}
	record, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	proof, err := parsed(lines[3:])
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record))
}

func checkConsistency(keys note.Verifiers, oldCheckpoint, text string) error {
	head, checkpoint, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	older, err := opened(keys, oldCheckpoint)
	if err != nil {
		return err
	}
	newer, err := opened(keys, checkpoint)
	if err != nil {
		return err
	}
	if lines[0] != fmt.Sprintf("old %d", older.N) {
		return errors.New("the proof is from another size")
	}
	proof, err := parsed(lines[1:])
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, newer.N, newer.Hash, older.N, older.Hash)
}

func opened(keys note.Verifiers, checkpoint string) (tlog.Tree, error) {
	signed, err := note.Open([]byte(checkpoint), keys)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 {
		return tlog.Tree{}, errors.New("not a checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func parsed(lines []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range lines {
		one, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for n, index := range indexes {
		found[n] = h[index]
	}
	return found, nil
}

func read(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return string(content)
}
