import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GeneratedFiles } from './generated-files.js';

const require = createRequire(import.meta.url);
const biome = join(dirname(require.resolve('@biomejs/biome/package.json')), 'bin', 'biome');
const configuration = {
  formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 120 },
  javascript: { formatter: { quoteStyle: 'single', quoteProperties: 'asNeeded' } },
};

/** Formats the TypeScript files among the generated files with Biome. */
export async function formatSource(files: GeneratedFiles): Promise<GeneratedFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'generated-'));
  try {
    await writeFile(join(folder, 'biome.json'), JSON.stringify(configuration));
    const sources = [...files].filter(([path]) => path.endsWith('.ts'));
    for (const [path, text] of sources) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await runBiome(folder);
    const formatted = sources.map(async ([path]) => [path, await readFile(join(folder, path), 'utf8')] as const);
    return new Map([...files, ...(await Promise.all(formatted))]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runBiome(folder: string): Promise<void> {
  const child = spawn(process.execPath, [biome, 'format', '--write', '.'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`Failed to format the generated code, which is a bug of the generator:\n${output}`);
}
