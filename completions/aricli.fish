# Completion of aricli in fish. Written by: aricli completion show fish

function __aricli_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l replies (command $words[1] __complete fish $words[2..-1] "$current" 2>/dev/null)
    if test "$replies" = \tfiles
        __fish_complete_path "$current"
    else
        printf '%s\n' $replies
    end
end

complete -c aricli -f -a '(__aricli_complete)'
