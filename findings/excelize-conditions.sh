#!/usr/bin/env bash
# excelize (Go, 2.11.1): GetRows ignores the condition of a number format and miscounts fixed fractions.
# With [=0]"none";General the number 3100 is "none", with [<100]00;00-000 it is 3100 and not 03-100; 1.5
# with # 0/8 is " 2/8", 12.345 is "1 2/8" (Gnumeric: 1 4/8, 12 3/8). ECMA-376 part 1, 18.8.31 (numFmts): a
# section with a condition is used for values that meet it.
# For users: a column of codes or sizes reads "none", or other sizes, and nothing is reported.
set -euo pipefail
command -v go > /dev/null || { echo "needs go 1.26, or 1.21 and newer, which fetch it"; exit 2; }
work=$(mktemp -d)
export GOPATH="$work/go" GOCACHE="$work/cache" GOFLAGS=-modcacherw
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

func main() {
	book := excelize.NewFile()
	formats := []string{`[=0]"none";General`, `[<100]00;00-000`, `# 0/8`}
	for row, values := range [][]float64{{3100, 0}, {3100, 5}, {1.5, 12.345}} {
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &formats[row]})
		if err != nil {
			panic(err)
		}
		for column, value := range values {
			cell, _ := excelize.CoordinatesToCellName(column+1, row+1)
			book.SetCellValue("Sheet1", cell, value)
			book.SetCellStyle("Sheet1", cell, cell, style)
		}
	}
	rows, err := book.GetRows("Sheet1")
	if err != nil {
		panic(err)
	}
	for _, row := range rows {
		fmt.Printf("%q\n", row)
	}
}
GO
go mod init finding > /dev/null 2>&1
go get github.com/xuri/excelize/v2@v2.11.1 > /dev/null 2>&1 || { echo "go could not install"; exit 2; }
seen=$(go run .)
expected='["none" "none"]
["3100" "05"]
[" 2/8" "1 2/8"]'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 3100 is \"none\" and 3100, 1.5 is 2/8, 12.345 is 1 2/8"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
