// Checks of the items of the domain “Finding things”.

extension ShellKeys {
  static var search: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    checks["search-001"] = .option(
      in: #"""
        printf 'tea 2\ncake 3\nice tea 3\n' > menu
        OPTION
        """#,
      prints: "tea 2, ice tea 3")
    checks["search-002"] = .option(
      in: #"""
        mkdir -p d/e
        echo x > d/e/f
        OPTION . -name f
        """#,
      prints: "./d/e/f")
    checks["search-003"] = .option(
      in: #"""
        printf 'sam\nSam\nSAM\ntom\n' > list
        OPTION
        """#,
      prints: "sam, Sam, SAM")
    checks["search-004"] = .output(
      of: #"""
        printf 'red\ngreen\nblue\n' > f
        grep -v green f
        """#)
    checks["search-005"] = .output(
      of: #"""
        cat > f << 'END'
        tea and tea
        coffee
        more tea
        END
        grep -c tea f
        """#)
    checks["search-006"] = .output(
      of: #"""
        printf 'red\ngreen\nblue\n' > f
        grep -n green f
        """#)
    checks["search-007"] = .output(
      of: #"""
        printf 'bat\ncab\nbig\ntab\n' > f
        grep '^b' f
        """#)
    checks["search-008"] = .option(
      in: #"printf 'ab\nba\n' | grep 'bOPTION'"#,
      prints: "ab")
    checks["search-009"] = .option(
      in: #"""
        printf 'cat\nhot dog\ntea\ngoat\n' > f
        OPTION
        """#,
      prints: "cat, hot dog")
    checks["search-010"] = .option(
      in: #"""
        mkdir docs
        echo x > docs/a.md
        echo x > docs/b.txt
        OPTION | grep -x ./docs/a.md
        """#,
      prints: "./docs/a.md")
    checks["search-011"] = .output(
      of: #"""
        printf '3.5\n345\n35\n' > f
        grep '3.5' f
        """#)
    checks["search-012"] = .output(
      of: #"""
        mkdir -p a/ab ba
        touch a/a1 ba/a2 ba/b1
        find . -name 'a*' | wc -l
        """#)
    checks["search-013"] = .output(
      of: #"""
        printf 'apple\nbanana\ncherry\n' > f
        grep -c 'a*' f
        """#)
    checks["search-014"] = .option(
      in: #"""
        mkdir d
        echo x > a.tmp
        echo x > d/b.tmp
        echo x > d/c
        OPTION
        find . -type f
        """#,
      prints: "./d/c")
    checks["search-015"] = .option(
      in: #"""
        printf 'cat\ncats\na cat\nconcat\n' > f
        OPTION
        """#,
      prints: "cat")
    checks["search-016"] = .output(
      of: #"""
        mkdir sub
        echo x > a.txt
        echo x > sub/b.txt
        find . -name *.txt
        """#)
    checks["search-017"] = .option(
      in: #"""
        printf 'use -x here\nno option\n' > f
        OPTION
        """#,
      prints: "use -x here")
    checks["search-018"] = .output(
      of: #"""
        printf 'mouse\nkitten\ntiger\n' > f
        grep '\(.\)\1' f
        """#)
    checks["search-019"] = .output(
      of: #"""
        echo x > a
        echo x > b
        find . -name a -o -name b -print
        """#)
    checks["search-020"] = .output(
      of: #"""
        mkdir old
        echo x > a.txt
        echo x > old/b.txt
        find . -name old -prune -o \
          -type f -print
        """#)
    return checks
  }
}
