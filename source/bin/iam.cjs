#!/usr/bin/env node
'use strict'; // `iam "…"` is `queen iam "…"`.
process.argv.splice(2, 0, 'iam');
var keep = require('module').enableCompileCache;
if (+process.versions.node.split('.')[0] >= 22) {
	// What V8 made of the program is kept beside it: a fifth of a command's start. Where that cannot be written, nothing is lost.
	if (keep) keep(require('path').join(__dirname, 'cache'));
	require('./main.cjs');
} else require('./old-node.cjs')(22, require('path').join(__dirname, 'queen.cjs'));
