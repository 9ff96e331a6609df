/** The picture of a screen: SGR text to cells to SVG. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cellsOfScreen} from '../../../source/demo/cells.ts';
import {svgOf} from '../../../source/demo/svg.ts';

const plain = {fg: 'default', bg: 'default', bold: false, dim: false, italic: false, underline: false, inverse: false};

test('colours and attributes of tmux capture-pane become cells', () => {
	const [row = []] = cellsOfScreen('a\u001b[1;31mb\u001b[48;5;200mc\u001b[38;2;1;2;255;7md\u001b[me');
	assert.deepEqual(row, [
		{char: 'a', width: 1, ...plain},
		{char: 'b', width: 1, ...plain, bold: true, fg: '1'},
		{char: 'c', width: 1, ...plain, bold: true, fg: '1', bg: '200'},
		{char: 'd', width: 1, ...plain, bold: true, fg: '#0102ff', bg: '200', inverse: true},
		{char: 'e', width: 1, ...plain},
	]);
});

test('a colour goes on over the end of a line, as capture-pane prints it', () => {
	// Mutation seen red: style reset at the begin of each line.
	const [, second = []] = cellsOfScreen('\u001b[32mone\ntwo');
	assert.equal(second[0]?.fg, '2');
});

test('wide characters take two cells and zero-width ones none of their own', () => {
	const [row = []] = cellsOfScreen('日e\u0301x');
	assert.deepEqual(
		row.map(({char, width}) => [char, width]),
		[
			['日', 2],
			['e\u0301', 1],
			['x', 1],
		],
	);
});

test('other escape sequences leave no trace', () => {
	const [row = []] = cellsOfScreen('\u001b]0;title\u0007a\u001b[2Kb\u001b(Bc');
	assert.equal(row.map(({char}) => char).join(''), 'abc');
});

test('text in the picture is escaped, and what looks alike is one element', () => {
	// Mutation seen red: escaped() left out; runsOf with one run a cell.
	const svg = svgOf(cellsOfScreen('<script>&amp;'), 'a & b');
	assert.match(svg, /<text [^>]*>&lt;script&gt;&amp;amp;<\/text>/);
	assert.match(svg, /<title>a &amp; b<\/title>/);
	assert.equal(svg.match(/<text /g)?.length, 1);
});

test('lines and bars are drawn, so that no font can tear them', () => {
	const svg = svgOf(cellsOfScreen('╭─┃░▄'), 'lines');
	assert.doesNotMatch(svg, /<text /);
	assert.equal(svg.match(/<path /g)?.length, 3);
	// The frame's rectangle, the shade and the half block.
	assert.equal(svg.match(/<rect /g)?.length, 3);
	assert.match(svg, /height="9" fill="#d8dee9"\/>/);
});

test('a bar of full blocks is one shape: no seam shows between its cells', () => {
	// Mutation seen red: isLong answers false.
	assert.equal(svgOf(cellsOfScreen('████'), 'bar').match(/<rect /g)?.length, 2);
});

test('reverse video swaps ink and paper', () => {
	const svg = svgOf(cellsOfScreen('\u001b[7;31mx'), 'reverse');
	assert.match(svg, /<rect [^>]*fill="#f07178"\/><text [^>]*fill="#14161b"/);
});
