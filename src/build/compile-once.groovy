/* 'mvn package liberty:run' would compile everything a second time. */
project.properties.setProperty('maven.main.skip', 'true')
