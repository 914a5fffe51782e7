import { genericJourneys } from "./journeys/generic.ts";
import { runAgent } from "./run.ts";

runAgent(genericJourneys);
