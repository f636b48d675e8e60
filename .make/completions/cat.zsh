# The program is also the cat that prints files: the first word may be a command or a file, and where
# it is not a command, only files and the options of coreutils follow.
functions[__cat_command]=$functions[_cat]

_cat() {
    if (( CURRENT > 2 && $+functions[_cat_$words[2]] )); then
        __cat_command "$@"
        return
    fi
    local ret=1
    if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
        __cat_command "$@" && ret=0
    fi
    _arguments -s -S : \
        '(-A --show-all)'{-A,--show-all}'[equivalent to -vET]' \
        '(-b --number-nonblank)'{-b,--number-nonblank}'[number nonempty output lines]' \
        '(-E --show-ends)'{-E,--show-ends}'[display $ at the end of each line]' \
        '(-n --number)'{-n,--number}'[number all output lines]' \
        '(-s --squeeze-blank)'{-s,--squeeze-blank}'[print no more than one empty line in a row]' \
        '(-T --show-tabs)'{-T,--show-tabs}'[display tabs as ^I]' \
        '(-v --show-nonprinting)'{-v,--show-nonprinting}'[use ^ and M- notation]' \
        '--help[show the commands for testing]' '--version[show the version]' \
        '*:file:_files' && ret=0
    return ret
}

if [[ $funcstack[1] = _cat ]]; then
    _cat "$@"
else
    compdef _cat cat
fi
