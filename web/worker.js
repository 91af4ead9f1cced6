// Starts the timing worker: where there are no vector instructions, with a program without them.
import init from "./GLUE";

const folder = WebAssembly.validate(Uint8Array.from(VECTORS)) ? "./" : "./SCALAR/";
await init({ module_or_path: new URL(`${folder}MAIN`, import.meta.url) });
