//! A plain table: columns as wide as their widest cell, nothing drawn around them.

use std::fmt::Write;

use anstyle::Style;

/// Rows of cells, each with its style.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<(String, Style)>>,
}

impl Table {
    /// A table with this head.
    pub fn new(head: &[&str]) -> Table {
        let mut table = Table::default();
        table.row(
            head.iter()
                .map(|text| (text.to_string(), super::terminal::DIM)),
        );
        table
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = (String, Style)>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The lines, each begun with `indent`.
    pub fn lines(&self, indent: &str) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|(text, _)| text.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            text.push_str(indent);
            let last = row.iter().rposition(|(cell, _)| !cell.is_empty());
            for (at, (cell, style)) in row.iter().enumerate().take(last.map_or(0, |at| at + 1)) {
                let gap = match Some(at) == last {
                    true => 0,
                    false => widths[at] - cell.chars().count() + 2,
                };
                let _ = write!(text, "{style}{cell}{style:#}{:gap$}", "");
            }
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Table;
    use anstyle::Style;

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::default();
        for row in [["a", "bb", ""], ["ccc", "d", "é"]] {
            table.row(row.map(|text| (text.to_owned(), Style::new())));
        }
        let lines = anstream::adapter::strip_str(&table.lines("  ")).to_string();
        assert_eq!(lines, "  a    bb\n  ccc  d   é\n");
    }
}
