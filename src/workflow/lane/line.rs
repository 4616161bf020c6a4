//! A command line as agents write it, read without a shell: a chain of plain commands, or nothing.
//! Quotes are honoured; expansion, substitution and redirection to files are never interpreted.

/// A chain of plain commands (`a && b | c`), each as its words; none when only a shell could say
/// what the line does: expansions, substitutions, redirections to files, globs, assignments.
pub(super) fn chain(line: &str) -> Option<Vec<Vec<String>>> {
    let mut commands = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '$' | '`' | '\\' | '!' => return None,
                        c => word.push(c),
                    }
                }
            }
            ' ' | '\t' => words.extend(word.take()),
            '&' | '|' | ';' => {
                words.extend(word.take());
                match (c, chars.peek()) {
                    ('&', Some('&')) | ('|', Some('|')) => {
                        chars.next();
                    }
                    ('&', _) => return None,
                    _ => {}
                }
                commands.push(std::mem::take(&mut words));
            }
            '>' => {
                // Only output thrown away or joined: `2>&1`, `>/dev/null`.
                let descriptor = word.take();
                if !matches!(descriptor.as_deref(), None | Some("1" | "2")) {
                    return None;
                }
                let mut target = String::new();
                while let Some(c) = chars.next_if(|c| !c.is_whitespace() && !matches!(c, '|' | ';'))
                {
                    target.push(c);
                }
                if target.is_empty() && chars.peek() == Some(&' ') {
                    chars.next();
                    while let Some(c) =
                        chars.next_if(|c| !c.is_whitespace() && !matches!(c, '|' | ';'))
                    {
                        target.push(c);
                    }
                }
                if !matches!(target.as_str(), "&1" | "&2" | "/dev/null") {
                    return None;
                }
            }
            // In the middle of a word it is a letter: `HEAD~1`.
            '~' if word.is_some() => word.get_or_insert_default().push(c),
            '$' | '`' | '\\' | '<' | '(' | ')' | '{' | '}' | '*' | '?' | '[' | ']' | '#' | '~'
            | '!' | '\n' | '\r' => {
                return None;
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word.take());
    commands.push(words);
    let plain = |argv: &Vec<String>| {
        argv.first()
            .is_some_and(|program| !program.contains('=') && !program.is_empty())
    };
    commands.iter().all(plain).then_some(commands)
}
