// On the pages before the exam room: the worker is there in time to see the room's page come,
// and the list, which knows which sittings go on, lets go of what was kept of all others.
import { register, tidy } from "./keeping.js";

const { workerUrl, liveSittings } = document.querySelector("[data-worker-url]").dataset;

register(workerUrl);
tidy(liveSittings === undefined ? null : liveSittings.split(" "));
