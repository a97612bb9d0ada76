import { everyPage } from "./access.mjs";

everyPage("en");
