//! Tables of words as text: for a spreadsheet, and for a document.

use std::borrow::Cow;

use super::csv::field;

/// A table: rows of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Whether the first row names the columns.
    pub names: bool,
    /// Its rows. One that is shorter than others ends with empty cells.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Each row with a cell for every column, as `write` writes it.
    fn written(&self, write: fn(&str) -> String) -> impl Iterator<Item = Vec<String>> {
        let columns = self.columns();
        self.rows.iter().map(move |row| {
            let mut cells: Vec<String> = row.iter().map(|cell| write(cell)).collect();
            cells.resize(columns, String::new());
            cells
        })
    }

    /// Comma-separated values (RFC 4180).
    pub fn csv(&self) -> String {
        self.written(|cell| field(&as_number(cell)).into_owned())
            .map(|cells| cells.join(",") + "\r\n")
            .collect()
    }

    /// A table of GitHub's Markdown, which has no table without names: they are empty where there are none.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let (columns, mut rows) = (self.columns(), self.written(markdown_cell));
        if columns == 0 {
            return String::new();
        }
        let names = if self.names { rows.next() } else { None };
        let names = names.unwrap_or_else(|| vec![String::new(); columns]);
        let rule = line(&vec!["---".to_owned(); columns]);
        let rest: String = rows.map(|cells| line(&cells)).collect();
        [line(&names), rule, rest].concat()
    }
}

/// A number as programs read it, without spaces between its digits and with the minus sign of keyboards; any other text as it is.
fn as_number(cell: &str) -> Cow<'_, str> {
    let plain: String = cell
        .chars()
        .filter(|c| !matches!(c, '\u{202f}' | '\u{2009}' | '\u{a0}'))
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    if plain.parse::<f64>().is_ok_and(f64::is_finite) { Cow::Owned(plain) } else { Cow::Borrowed(cell) }
}

/// The same text in a cell of Markdown, where a bar ends the cell and a few signs would be markup.
fn markdown_cell(cell: &str) -> String {
    let mut written = String::with_capacity(cell.len());
    for c in cell.chars() {
        match c {
            '|' | '\\' | '*' | '_' | '`' | '<' | '[' => written.extend(['\\', c]),
            '\r' | '\n' => written.push(' '),
            c => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Table {
        Table {
            names: true,
            rows: rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect(),
        }
    }

    #[test]
    fn a_spreadsheet_reads_the_cells_as_they_were() {
        let table = table(&[&["rule", "a, b"], &["say \"so\""], &["−0.5", "two\nlines"]]);
        assert_eq!(table.csv(), "rule,\"a, b\"\r\n\"say \"\"so\"\"\",\r\n-0.5,\"two\nlines\"\r\n");
    }

    #[test]
    fn a_spreadsheet_reads_numbers_as_numbers() {
        let table = table(&[&["2\u{202f}147\u{202f}483", "−1.5e−3", "64\u{a0}MiB", "− 3", "inf"]]);
        assert_eq!(table.csv(), "2147483,-1.5e-3,64\u{a0}MiB,− 3,inf\r\n");
    }

    #[test]
    fn a_document_shows_the_cells_as_they_were() {
        let table = table(&[&["‖k‖", "a|b"], &["1_000 * 2"], &["<i>", "two\nlines"]]);
        let lines = ["| ‖k‖ | a\\|b |", "| --- | --- |", "| 1\\_000 \\* 2 |  |", "| \\<i> | two lines |"];
        assert_eq!(table.markdown(), lines.map(|line| format!("{line}\n")).concat());
        let bare = Table { names: false, ..table };
        assert_eq!(bare.markdown().lines().take(3).collect::<Vec<_>>(), ["|  |  |", lines[1], lines[0]]);
        assert_eq!(Table::default().markdown(), "");
    }
}
