"""Settings that SEB 2.1.4 for macOS saved, and the Config Key that it gives them.

Known values from the tests of Moodle's quizaccess_seb (unencrypted_mac_001.seb).
"""

import base64

KEY = "4fa9af8ec8759eb7c680752ef4ee5eaf1a860628608fccae2715d519849f9292"
ON = """
allowedDisplayBuiltin allowPreferencesWindow allowQuit allowUserSwitching browserURLSalt
browserWindowAllowReload createNewDesktop detectStoppedProcess downloadAndOpenSebConfig
enableAltTab enableAppSwitcherCheck enableEsc enableF1 enableF10 enableF11 enableF12 enableF2
enableF3 enableF4 enableF5 enableF6 enableF7 enableF8 enableF9 enableJavaScript enableLogging
enablePlugIns enablePrivateClipboard enableRightMouse enableSebBrowser enableZoomPage
enableZoomText examSessionClearSessionCookies forceAppFolderInstall hookKeys ignoreExitKeys
mobileAllowInlineMediaPlayback mobileEnableASAM mobilePreventAutoLock
mobileSupportedFormFactorsCompact mobileSupportedFormFactorsNonTelephonyCompact
mobileSupportedFormFactorsRegular mobileSupportedScreenOrientationsCompactLandscapeLeft
mobileSupportedScreenOrientationsCompactLandscapeRight
mobileSupportedScreenOrientationsCompactPortrait
mobileSupportedScreenOrientationsRegularLandscapeLeft
mobileSupportedScreenOrientationsRegularLandscapeRight
mobileSupportedScreenOrientationsRegularPortrait
mobileSupportedScreenOrientationsRegularPortraitUpsideDown monitorProcesses
newBrowserWindowAllowReload newBrowserWindowNavigation quitURLConfirm
restartExamPasswordProtected sendBrowserExamKey showBackToStartButton showMenuBar
showQuitButton showReloadButton showTaskBar showTime urlFilterRegex
"""
OFF = """
allowBrowsingBackForward allowDictation allowDictionaryLookup allowDisplayMirroring
allowDownUploads allowFlashFullscreen allowPDFPlugIn allowScreenSharing allowSiri
allowSpellCheck allowSwitchToApplications allowUserAppFolderInstall allowVideoCapture
allowVirtualMachine allowWlan blockPopUpWindows browserMediaAutoplay browserScreenKeyboard
configFileCreateIdentity configFileEncryptUsingIdentity downloadPDFFiles enableAltEsc
enableAltF4 enableAltMouseWheel enableBrowserWindowToolbar enableCtrlEsc enableDrawingEditor
enableJava enablePrintScreen enableStartMenu enableTouchExit examSessionReconfigureAllow
hideBrowserWindowToolbar ignoreQuitPassword insideSebEnableChangeAPassword
insideSebEnableEaseOfAccess insideSebEnableLockThisComputer insideSebEnableLogOff
insideSebEnableNetworkConnectionSelector insideSebEnableShutDown
insideSebEnableStartTaskManager insideSebEnableSwitchUser insideSebEnableVmWareClientShade
killExplorerShell logSendingRequiresAdminPassword mobileAllowPictureInPictureMediaPlayback
mobileAllowQRCodeConfig mobileAllowSingleAppMode mobileCompactAllowInlineMediaPlayback
mobileEnableGuidedAccessLinkTransform mobileShowSettings
mobileSupportedScreenOrientationsCompactPortraitUpsideDown newBrowserWindowByLinkBlockForeign
newBrowserWindowByScriptBlockForeign newBrowserWindowShowReloadWarning openDownloads
pinEmbeddedCertificates quitURLRestart removeBrowserProfile removeLocalStorage
restartExamUseStartURL sebServerFallback showInputLanguage showNavigationButtons
showReloadWarning showScanQRCodeButton startURLAllowDeepLink startURLAppendQueryParameter
touchOptimized URLFilterEnable URLFilterEnableContentFilter urlFilterTrustedContent
"""
BLANK = """
blacklistURLFilter browserUserAgent browserUserAgentiOSCustom browserUserAgentMacCustom
browserUserAgentWinDesktopModeCustom browserUserAgentWinTouchModeCustom
examSessionReconfigureConfigURL hashedAdminPassword hashedQuitPassword logDirectoryOSX
logDirectoryWin quitURL restartExamText restartExamURL sebServerURL whitelistURLFilter
"""
LISTS = """
additionalResources embeddedCertificates permittedProcesses prohibitedProcesses
URLFilterIgnoreList URLFilterRules
"""
OTHERS = {
    "allowedDisplaysMaxNumber": 1,
    "allowiOSBetaVersionNumber": 0,
    "allowiOSVersionNumberMajor": 9,
    "allowiOSVersionNumberMinor": 3,
    "allowiOSVersionNumberPatch": 5,
    "browserMessagingPingTime": 120000,
    "browserMessagingSocket": "ws:\\localhost:8706",
    "browserUserAgentiOS": 0,
    "browserUserAgentMac": 0,
    "browserUserAgentWinDesktopMode": 0,
    "browserUserAgentWinTouchMode": 0,
    "browserUserAgentWinTouchModeIPad": "Mozilla/5.0 (iPad; CPU OS 11_4_1 like Mac OS X) "
    "AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/11.0 Mobile/15E148 Safari/604.1",
    "browserViewMode": 0,
    "browserWindowShowURL": 0,
    "chooseFileToUploadPolicy": 0,
    "downloadDirectoryOSX": "/Users/andrewmadden/Downloads",
    "downloadDirectoryWin": "Downloads",
    "exitKey1": 2,
    "exitKey2": 10,
    "exitKey3": 5,
    "logLevel": 4,
    "mainBrowserWindowHeight": "100%",
    "mainBrowserWindowPositioning": 1,
    "mainBrowserWindowWidth": "100%",
    "minMacOSVersion": 4,
    "mobileStatusBarAppearance": 1,
    "mobileStatusBarAppearanceExtended": 1,
    "newBrowserWindowByLinkHeight": "100%",
    "newBrowserWindowByLinkPolicy": 1,
    "newBrowserWindowByLinkPositioning": 2,
    "newBrowserWindowByLinkWidth": "1000",
    "newBrowserWindowByScriptPolicy": 2,
    "newBrowserWindowShowURL": 2,
    "oskBehavior": 2,
    "proxySettingsPolicy": 0,
    "sebConfigPurpose": 0,
    "sebMode": 0,
    "sebServicePolicy": 2,
    "startURL": "https://www.google.com",
    "taskBarHeight": 40,
    "URLFilterMessage": 0,
    "zoomMode": 0,
}
PROXY_ON = """
FTPPassive
"""
PROXY_OFF = """
AutoConfigurationEnabled AutoDiscoveryEnabled ExcludeSimpleHostnames FTPEnable
FTPRequiresPassword HTTPEnable HTTPRequiresPassword HTTPSEnable HTTPSRequiresPassword
RTSPEnable RTSPRequiresPassword SOCKSEnable SOCKSRequiresPassword
"""
PROXY_BLANK = """
AutoConfigurationJavaScript AutoConfigurationURL FTPPassword FTPProxy FTPUsername HTTPPassword
HTTPProxy HTTPSPassword HTTPSProxy HTTPSUsername HTTPUsername RTSPPassword RTSPProxy
RTSPUsername SOCKSPassword SOCKSProxy SOCKSUsername
"""
PROXY_LISTS = """
ExceptionsList
"""
PROXY_PORTS = {"FTPPort": 21, "HTTPPort": 80, "HTTPSPort": 443, "RTSPPort": 554, "SOCKSPort": 1080}


def settings() -> dict:
    """The settings as a property list gives them."""
    proxies = (
        dict.fromkeys(PROXY_ON.split(), True)
        | dict.fromkeys(PROXY_OFF.split(), False)
        | dict.fromkeys(PROXY_BLANK.split(), "")
        | {name: [] for name in PROXY_LISTS.split()}
        | PROXY_PORTS
    )
    return (
        dict.fromkeys(ON.split(), True)
        | dict.fromkeys(OFF.split(), False)
        | dict.fromkeys(BLANK.split(), "")
        | {name: [] for name in LISTS.split()}
        | OTHERS
        | {
            "originatorVersion": "SEB_OSX_2.1.4_2B66",
            "configKeySalt": b"",
            "examKeySalt": base64.b64decode("4iLONVAc1yKWLxbe6Vbf2vWYQO6zIRAobKgc3f25LH8="),
            "proxies": {f"org_safeexambrowser_SEB_{name}": it for name, it in proxies.items()},
        }
    )
