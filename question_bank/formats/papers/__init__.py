"""Papers as they are typed in China: numbered questions, lettered options, labelled answers."""
