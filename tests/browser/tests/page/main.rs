//! What a person does on the page, in a real browser: one program, which is compiled and linked once. `cargo xtask test --only "browser
//! tests"` runs all of it.

mod chunks;
mod deployment;
mod everything;
mod experiments;
mod explanations;
mod first_second;
mod frames;
mod game;
mod gates;
mod history;
mod keys;
mod lab;
mod languages;
mod lesson_gates;
mod lesson_losses;
mod lesson_positions;
mod lesson_stability;
mod looks;
mod measures;
mod navigation;
mod numbers;
mod on_the_page;
mod page_tools;
mod pieces;
mod planes;
mod reader;
mod rules;
mod scale;
mod screens;
mod start;
mod surroundings;
mod translated;
mod walks;
mod words;
