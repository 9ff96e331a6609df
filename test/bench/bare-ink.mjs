// The floor of every Ink program: one list, unbundled, nothing else. j and k move the selection, q quits.
import {Box, render, Text, useApp, useInput} from 'ink';
import {createElement as h, useState} from 'react';

const height = (process.stdout.rows ?? 40) - 1;
const rows = Array.from({length: height}, (_, n) =>
	`row ${n}  the state handles are migrated, phase ${n % 12} is yours`.padEnd((process.stdout.columns ?? 120) - 1),
);

function List() {
	const {exit} = useApp();
	const [at, setAt] = useState(0);
	useInput(input => {
		if (input === 'q') exit();
		if (input === 'j') setAt(now => Math.min(height - 1, now + 1));
		if (input === 'k') setAt(now => Math.max(0, now - 1));
	});
	return h(
		Box,
		{flexDirection: 'column'},
		rows.map((row, n) => h(Text, {key: row, inverse: n === at}, row)),
	);
}

render(h(List), {alternateScreen: true, incrementalRendering: true, maxFps: 120});
