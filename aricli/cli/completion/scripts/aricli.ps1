# Completion of aricli in PowerShell. Written by: aricli completion show powershell

Register-ArgumentCompleter -Native -CommandName aricli -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $read = {
        param($element)
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst] -or
            $element -is [System.Management.Automation.Language.ExpandableStringExpressionAst]) {
            $element.Value
        } else {
            $element.Extent.Text
        }
    }
    $program = & $read $commandAst.CommandElements[0]
    if ($program -notmatch '[/\\]') {
        $program = 'aricli'
    }
    $current = ''
    $before = @()
    foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -lt $cursorPosition) {
            $before += & $read $element
        } elseif ($element.Extent.StartOffset -le $cursorPosition) {
            $current = & $read $element
        }
    }

    # An empty argument would get lost on its way in older versions, hence the equals sign.
    $replies = @(& $program __complete powershell "=$current" @before 2>$null)
    if ($replies.Count -eq 1 -and $replies[0] -eq "`tfiles") {
        return
    }
    foreach ($reply in $replies) {
        $value, $help = $reply -split "`t", 2
        $text = $value
        if ($value -notmatch '^[\w.:/+=%-]+$') {
            $text = "'" + $value.Replace("'", "''") + "'"
        }
        if (-not $help) {
            $help = $value
        }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $help)
    }
}
