#!/usr/bin/env node
'use strict'; // Old syntax, nothing native before this check: better-sqlite3 13 crashes an older Node.
if (+process.versions.node.split('.')[0] >= 22) require('./main.cjs');
else require('./old-node.cjs')(22, require('path').join(__dirname, 'queen.cjs'));
