
# The program is also the cat that prints files: the first word may be a command or a file, and where
# it is not a command, only files and the options of coreutils follow.
function __cat_reads_files
    __cat_should_offer_completions_for_positional cat -ge 0
end

complete -c cat -n __cat_reads_files -F
complete -c cat -n __cat_reads_files -s A -l show-all -d 'Same as -vET'
complete -c cat -n __cat_reads_files -s b -l number-nonblank -d 'Number nonempty lines'
complete -c cat -n __cat_reads_files -s E -l show-ends -d 'Show $ at the end of lines'
complete -c cat -n __cat_reads_files -s n -l number -d 'Number all lines'
complete -c cat -n __cat_reads_files -s s -l squeeze-blank -d 'At most one empty line in a row'
complete -c cat -n __cat_reads_files -s T -l show-tabs -d 'Show tabs as ^I'
complete -c cat -n __cat_reads_files -s v -l show-nonprinting -d 'Use ^ and M- notation'
