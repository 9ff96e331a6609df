#!/usr/bin/env node
'use strict'; // `ao …` is `queen ao …`.
if (process.argv[2] !== '--version') process.argv.splice(2, 0, 'ao');
if (+process.versions.node.split('.')[0] >= 22) require('./main.cjs');
else require('./old-node.cjs')(22, require('path').join(__dirname, 'queen.cjs'));
