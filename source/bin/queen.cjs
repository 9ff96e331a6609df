#!/usr/bin/env node
'use strict'; // Old syntax, nothing native before this check: better-sqlite3 13 crashes an older Node.
var keep = require('module').enableCompileCache;
if (+process.versions.node.split('.')[0] >= 22) {
	// What V8 made of the program is kept beside it: a fifth of a command's start. Where that cannot be written, nothing is lost.
	if (keep) keep(require('path').join(__dirname, 'cache'));
	require('./main.cjs');
} else require('./old-node.cjs')(22, require('path').join(__dirname, 'queen.cjs'));
