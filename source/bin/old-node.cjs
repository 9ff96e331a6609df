'use strict'; // Old syntax: this runs on whatever Node the machine has.
var fs = require('fs');
var path = require('path');
var spawn = require('child_process').spawn;

/** The rescue path: run `main` again on the clone's own Node, hand signals through, end as it ended. */
module.exports = function (floor, main) {
	var own = path.join(__dirname, '../node_modules/node/bin/node');
	if (process.env.QUEEN_REEXEC || !fs.existsSync(own)) {
		process.stderr.write('queen needs Node ' + floor + ' or newer; this is ' + process.version + '. Install a newer Node and run it again.\n');
		process.exit(2);
	}
	var env = Object.assign({}, process.env, {QUEEN_REEXEC: '1'});
	var child = spawn(own, [main].concat(process.argv.slice(2)), {stdio: 'inherit', env: env});
	['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'].forEach(function (signal) {
		process.on(signal, function () {
			child.kill(signal);
		});
	});
	child.on('error', function (error) {
		process.stderr.write('queen could not start ' + own + ': ' + error.message + '\n');
		process.exit(1);
	});
	child.on('exit', function (code, signal) {
		if (!signal) process.exit(code);
		process.removeAllListeners(signal);
		process.kill(process.pid, signal);
	});
};
