//! Colour and width of a terminal; neither in a pipe.

use std::io::IsTerminal;

use unicode_width::UnicodeWidthStr;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How text is dressed.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether to colour.
    pub is_coloured: bool,
    /// Columns.
    pub width: usize,
}

/// What a piece of text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Wrong.
    Bad,
    /// Will be wrong, or nobody knows.
    Doubtful,
    /// Right.
    Good,
    /// Beside the point.
    Quiet,
    /// A heading.
    Strong,
}

impl Style {
    /// For standard output, as it is.
    pub fn of_output(color: Color, to_file: bool) -> Self {
        let is_terminal = std::io::stdout().is_terminal() && !to_file;
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_coloured = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !no_color,
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        Self { is_coloured, width: columns.unwrap_or(110).clamp(60, 160) }
    }

    /// Dresses a piece of text.
    pub fn paint(self, tone: Tone, text: &str) -> String {
        if !self.is_coloured {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Bad => "1;31",
            Tone::Doubtful => "33",
            Tone::Good => "32",
            Tone::Quiet => "2",
            Tone::Strong => "1",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Breaks a text at spaces so that it fits behind an indent.
    pub fn wrap(self, text: &str, indent: usize) -> Vec<String> {
        let room = self.width.saturating_sub(indent).max(20);
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let used = lines.last().map_or(0, |line| line.width());
            match lines.last_mut() {
                Some(line) if used == 0 || used + 1 + word.width() <= room => {
                    if used > 0 {
                        line.push(' ');
                    }
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// Pads a text with spaces to a number of columns.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}
