;;; backend-factory-test.el --- From a typed comment to a finished branch  -*- lexical-binding: t; -*-

;; emacs -Q --batch -l backend-factory-test.el, with in the environment
;;   BF_CLIENT  eglot, beside (eglot with another server through rass) or lsp-mode
;;   BF_EMACS  this file's parent     BF_REPO  a repository, made for this test and thrown away
;;   BF_NEIGHBOUR  for `beside' and `lsp-mode': the command line of the language's own server
;; `backend-factory' and `rass' are on the path.  Every step waits for an event with a deadline.

;;; Code:

(require 'cl-lib)
(require 'ert)
;; Debian's packages, which -Q leaves out.
(dolist (folder '("/usr/share/emacs/site-lisp/elpa" "/usr/share/emacs/site-lisp/elpa-src"))
  (when (file-directory-p folder)
    (dolist (package (directory-files folder t "^[^.]")) (add-to-list 'load-path package))))
(defvar eglot-server-programs)
(setq last-nonmenu-event ?x ; else eglot 1.9 would put its questions into a menu, which is nil in batch
      create-lockfiles nil make-backup-files nil auto-save-default nil
      load-prefer-newer t)

(defconst bf-client (getenv "BF_CLIENT"))
(defconst bf-repo (file-name-as-directory (file-truename (getenv "BF_REPO"))))
(defconst bf-neighbour (split-string (or (getenv "BF_NEIGHBOUR") "") "\t" t))
(defvar bf-said nil "All that was said in the echo area.")
(advice-add 'message :before (lambda (format &rest arguments)
                               (when format (push (apply #'format-message format arguments) bf-said))))

(define-derived-mode rust-mode prog-mode "Rust" "As much of a mode as the test needs." (setq-local comment-start "// "))
(add-to-list 'auto-mode-alist '("\\.rs\\'" . rust-mode))
(load (expand-file-name "backend-factory.el" (getenv "BF_EMACS")) nil t)

(defun bf-wait (what condition &optional info)
  "Wait until CONDITION holds; WHAT was expected, INFO tells what is."
  (let ((end (+ (float-time) 150)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless found
      (ert-fail (list "never seen" what (and info (funcall info)) (seq-take bf-said 10))))
    (message "ok  %s" what)
    found))

(defun bf-diagnostics ()
  "The words of all diagnostics of the buffer."
  (if (equal bf-client "lsp-mode")
      (mapcar (lambda (diagnostic) (lsp-get diagnostic :message))
              (gethash (buffer-file-name) (lsp-diagnostics t)))
    (flymake-start nil)
    (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))

(defun bf-shows (words)
  "Wait for a diagnostic with WORDS."
  (bf-wait words (lambda () (seq-some (lambda (text) (string-match-p (regexp-quote words) text)) (bf-diagnostics)))
           #'bf-diagnostics))

(defun bf-code-action (title)
  "Run the code action TITLE, as the client's own menu does; the titles that it offered."
  (let (offered)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_ collection &rest _)
                 (setq offered (all-completions "" collection))
                 (or (seq-find (lambda (each) (string-match-p (regexp-quote title) each)) offered)
                     (ert-fail (list title "is not offered" offered))))))
      (call-interactively (if (equal bf-client "lsp-mode") #'lsp-execute-code-action #'eglot-code-actions)))
    offered))

(defun bf-connect ()
  "Open the file and have the client at work."
  (find-file (concat bf-repo "src/lib.rs"))
  (pcase bf-client
    ("lsp-mode"
     (require 'lsp-mode)
     (setq lsp-auto-guess-root t lsp-keep-workspace-alive nil lsp-enable-file-watchers nil
           lsp-session-file (expand-file-name "lsp-session" (getenv "HOME"))
           lsp-auto-configure nil lsp-enable-snippet nil)
     (backend-factory-setup-lsp)
     (lsp-register-client
      (make-lsp-client :new-connection (lsp-stdio-connection bf-neighbour)
                       :major-modes '(rust-mode) :priority 100 :server-id 'neighbour))
     (lsp)
     (bf-wait "two servers" (lambda () (and (= (length (lsp-workspaces)) 2)
                                            (cl-every (lambda (each) (eq (lsp--workspace-status each) 'initialized))
                                                      (lsp-workspaces))))))
    (_
     (require 'eglot)
     (setq eglot-confirm-server-initiated-edits nil eglot-sync-connect 60 eglot-connect-timeout 60
           eglot-send-changes-idle-time 0.05)
     (if (equal bf-client "eglot")
         (backend-factory-eglot-alone '(rust-mode))
       (setq eglot-server-programs (list (cons 'rust-mode bf-neighbour)))
       (backend-factory-eglot-beside '(rust-mode)))
     (apply #'eglot--connect (eglot--guess-contact))
     (unless (eglot-managed-p) (eglot--maybe-activate-editing-mode))
     (bf-wait "the server" #'eglot-managed-p))))

(defun bf-flush ()
  "Send what was typed: batch Emacs runs no idle timers."
  (if (equal bf-client "lsp-mode")
      (run-hooks 'lsp-on-idle-hook)
    (eglot--signal-textDocument/didChange)))

(ert-deftest backend-factory-from-comment-to-branch ()
  (bf-connect)
  (goto-char (point-min))
  (dolist (character (append "// implement Okta SSO integration for Chariot" nil))
    (insert character))
  (bf-flush)
  (bf-shows "Backend Factory detected: Okta SSO Integration")
  (backward-char 3)
  (let ((offered (bf-code-action "Run 6-phase workflow")))
    (unless (equal bf-client "eglot")
      (should (seq-some (lambda (each) (string-match-p "Neighbour: add a line" each)) offered))))
  (bf-shows "Phase 1/6: Requirements Analysis")
  (bf-shows "Ready to proceed to Phase 3?")

  ;; The view of all runs, and a key in it.
  (backend-factory-status)
  (should (equal (buffer-name) "*backend-factory*"))
  (should (string-match-p "\\? Okta SSO Integration  (waiting, " (buffer-string)))
  (should (string-match-p "✓ 1\\. Requirements Analysis" (buffer-string)))
  (goto-char (point-min))
  (call-interactively (key-binding "a"))
  (quit-window)
  (switch-to-buffer "lib.rs")
  (bf-shows "Phase 3/6: Core Implementation")
  (bf-shows "Ready to proceed to Phase 6?")

  (should-error (call-interactively #'backend-factory-waive) :type 'error) ; batch: no reason is given
  (should-error (call-interactively #'backend-factory-resume) :type 'user-error)
  (save-window-excursion
    (call-interactively #'backend-factory-open-deliverable)
    (should (string-suffix-p "5-validate.md" (buffer-file-name))))
  (switch-to-buffer "lib.rs")
  (call-interactively #'backend-factory-explain)
  (bf-wait "the reason" (lambda () (seq-some (lambda (each) (string-match-p "is a request" each)) bf-said)))
  (bf-code-action "Approve and continue to phase 6")
  (bf-shows "completed on backend-factory/okta-sso-integration-")
  (call-interactively #'backend-factory-doctor)
  (should (string-match-p "git" (with-current-buffer "*backend-factory doctor*" (buffer-string))))
  (set-buffer-modified-p nil))

(ert-deftest backend-factory-beside-what-cannot-be ()
  "What is not spoken to over stdio, or a missing multiplexer, leaves the language's server alone."
  (should (equal (backend-factory--beside '("localhost" 6008)) '("localhost" 6008)))
  (let ((backend-factory-multiplexer "no-such-program-of-ours"))
    (should (equal (backend-factory--beside '("gopls")) '("gopls"))))
  (let ((backend-factory-multiplexer "sh") (backend-factory-command '("backend-factory" "lsp")))
    (should (equal (backend-factory--beside '("gopls" "serve" :initializationOptions (:a 1)))
                   '("sh" "--log-level" "warn" "--" "gopls" "serve" "--" "backend-factory" "lsp"
                     :initializationOptions (:a 1))))))

(ert-deftest backend-factory-eglot-entries ()
  "Each way in which eglot names a server is found; functions are asked when they are needed."
  (let ((backend-factory-multiplexer "no-such-program-of-ours")
        (eglot-server-programs
         (list '((c-mode c++-mode) . ("clangd"))
               (cons '((js-mode :language-id "javascript")) (lambda (_) '("tsserver")))
               (cons 'sh-mode (lambda (_interactive _project) '("bash-ls"))))))
    (backend-factory-eglot-beside '(c-mode js-mode sh-mode text-mode))
    (cl-flet ((contact (mode) (let ((found (cdr (backend-factory--eglot-entry mode))))
                                (backend-factory--contact found nil 'project))))
      (should (equal (contact 'c-mode) '("clangd")))
      (should (equal (contact 'c++-mode) '("clangd")))
      (should (equal (contact 'js-mode) '("tsserver")))
      (should (equal (contact 'sh-mode) '("bash-ls")))
      (should (equal (seq-take (contact 'text-mode) 2) '("backend-factory" "lsp"))))
    (should (equal (car (backend-factory--eglot-entry 'js-mode)) '((js-mode :language-id "javascript"))))))

(ert-deftest backend-factory-every-command-of-the-menu-is-one ()
  (cl-letf (((symbol-function 'completing-read) (lambda (_ collection &rest _) (setq bf-said collection) "explain")))
    (eval (cadr (interactive-form 'backend-factory)) t)
    (dolist (verb bf-said)
      (should (commandp (intern (concat "backend-factory-" verb)))))))

(ert-run-tests-batch-and-exit)
;;; backend-factory-test.el ends here
