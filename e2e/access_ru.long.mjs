import { everyPage } from "./access.mjs";

everyPage("ru");
