/*
 * Without it the package ships what a former build had in it, and of the server only what lies where it lay
 * then.
 */
new File(project.properties['tidings.package.directory']).deleteDir()
