/* Takes over what JavaHome.java has found out. */
new File(project.build.directory, 'java-home.properties').withReader { project.properties.load(it) }
