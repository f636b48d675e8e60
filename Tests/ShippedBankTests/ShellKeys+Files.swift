// Checks of the items of the domain “Files and folders”.

extension ShellKeys {
  static var files: [String: ShellCheck] {
    var checks: [String: ShellCheck] = [:]
    checks["files-001"] = .option(
      in: #"""
        mkdir here
        cd here
        OPTION | sed 's|.*/||'
        """#,
      prints: "here")
    checks["files-002"] = .option(
      in: #"""
        OPTION new
        test -d new && echo made
        """#,
      prints: "made")
    checks["files-003"] = .facts(
      after: #"""
        echo hello > notes.txt
        cp notes.txt old.txt
        """#,
      conditions: [
        "test ! -e notes.txt",
        "cmp notes.txt old.txt",
        "test ! -e old.txt",
        "test -L old.txt",
      ])
    checks["files-004"] = .option(
      in: #"""
        echo hello > draft.txt
        OPTION
        ls
        """#,
      prints: "final.txt")
    checks["files-005"] = .output(
      of: #"""
        mkdir -p home/ana/music
        cd home/ana/music
        cd ..
        pwd | sed "s|^$HOME||"
        """#)
    checks["files-006"] = .option(
      in: #"""
        echo x > .profile
        echo x > notes
        OPTION | grep -c -e '^\.profile$' -e '^notes$'
        """#,
      prints: "2")
    checks["files-007"] = .output(
      of: #"""
        mkdir -p a/b/c
        find . -type d ! -name . | wc -l
        """#)
    checks["files-008"] = .output(
      of: #"""
        mkdir -p srv/site/pages srv/site/images srv/images images srv/site/pages/images
        cd srv/site/pages
        cd ../images
        pwd | sed "s|^$HOME||"
        """#)
    checks["files-009"] = .facts(
      after: #"""
        echo new > a.txt
        echo old > b.txt
        mv a.txt b.txt
        """#,
      conditions: [
        "test ! -e a.txt && grep -qx new b.txt && ! grep -q old b.txt",
        "grep -q old b.txt && grep -q new b.txt",
        "grep -qx old a.txt",
        "test -e a.txt && grep -qx old b.txt",
      ])
    checks["files-010"] = .facts(
      after: #"""
        mkdir photos
        echo x > photos/a.jpg
        rmdir photos
        """#,
      conditions: [
        "test ! -e photos && ! find . -name a.jpg | grep -q .",
        "test ! -e photos && find . -name a.jpg | grep -q .",
        "test -f photos/a.jpg",
        "test -d photos && test ! -e photos/a.jpg",
      ])
    checks["files-011"] = .option(
      in: #"""
        one=$(cd OPTION && pwd)
        mkdir -p x/y
        cd x/y
        two=$(cd OPTION && pwd)
        test "$one" = "$two" && echo same
        """#,
      prints: "same")
    checks["files-012"] = .output(
      of: #"""
        touch a b c
        touch b d
        ls | wc -l
        """#)
    checks["files-013"] = .output(
      of: "dirname /var/log/app/today.log")
    checks["files-014"] = .option(
      in: #"""
        printf 'one\ntwo\n' > a
        OPTION
        cmp -s a b && echo same
        """#,
      prints: "same")
    checks["files-015"] = .output(
      of: #"""
        mkdir src new
        echo x > src/a.txt
        cp -R src new
        find . -name a.txt | sed 's|^./||' | grep -v -x src/a.txt
        """#)
    checks["files-016"] = .option(
      in: #"""
        echo x > ./-v
        OPTION
        test -e ./-v || echo gone
        """#,
      prints: "gone")
    checks["files-017"] = .facts(
      after: #"""
        mkdir sub
        echo hello > big
        before=$(ls -i big | awk '{ print $1 }')
        mv big sub
        after=$(ls -i sub/big | awk '{ print $1 }')
        """#,
      conditions: [
        "test -L big",
        #"test "$before" = "$after""#,
        #"test "$(wc -c < sub/big)" -ne 6"#,
        #"test "$before" != "$after""#,
      ])
    checks["files-018"] = .facts(
      after: #"""
        echo hello > log
        {
        exec 3< log
        rm log
        cat <&3
        } > out 2> err
        """#,
      conditions: [
        "test ! -s out",
        "test -e log",
        "grep -qx hello out && test ! -e log",
        "test -s err",
      ])
    return checks
  }
}
