#!/usr/bin/env node
'use strict'; // `claude-swarm …` is `queen swarm …`.
if (process.argv[2] !== '--version') process.argv.splice(2, 0, 'swarm');
if (+process.versions.node.split('.')[0] >= 22) require('./main.cjs');
else require('./old-node.cjs')(22, require('path').join(__dirname, 'queen.cjs'));
