#!/usr/bin/env node
'use strict'; // `iam "…"` is `queen iam "…"`.
process.argv.splice(2, 0, 'iam');
if (+process.versions.node.split('.')[0] >= 22) require('./main.cjs');
else require('./old-node.cjs')(22, require('path').join(__dirname, 'queen.cjs'));
